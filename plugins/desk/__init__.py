"""What editors run: `check` tells every fault, `new` starts an item. The tasks call these; there are no handlers."""
