"""The commands, one file a subject; each reads its options, calls the library, prints."""
