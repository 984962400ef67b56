"""Tell me when it is fixed: a reader who said no leaves an address for one mail; the second answer closes the loop.

asking.py takes and confirms the address, marking.py is the editor's word that a version is the fix, telling.py sends the one
mail once that version is published, forgetting.py erases the address when it has done its work.
"""
