"""The portal's rooms: `model` and one package per capability. the README says what each owns."""
