"""What TShark states of BGP messages, beside what bgplib reads of them.

`dissection` asks TShark, `published` collects the messages, and the other modules say what bgplib
has read in the names of TShark's fields; `unread` lists the fields that nothing stands against.
"""
