"""What editors run: `check` tells every fault and mends the safe ones, `new` starts an item. The tasks call these."""
