"""One partnership's file: read and checked whole, and what it says as a Partnership.

toml_text -> toml_faults     the text: where each key stands, and TOML's errors in plain words
part -> names -> file        from sections of the text to lists and rules, every fault noted
names_in_force -> model      what a partnership is, and which names it goes by on a day
"""
