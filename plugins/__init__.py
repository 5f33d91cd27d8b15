"""The portal's rooms: `model` and one package per capability. `docs/rooms.md` says what each owns."""
