"""The same routes for daemons and for our presets: do they choose the same path?"""
