"""Write the drawings into the folder given, `content/images` unless told."""

import sys
from pathlib import Path

from plugins.images.drawings import main

main(Path(sys.argv[1] if len(sys.argv) > 1 else "content/images"))
