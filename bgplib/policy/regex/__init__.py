"""Regular expressions over what peers send: linear time, whatever the pattern and the text."""
