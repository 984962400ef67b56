"""Ask and contact: the form with its suggestions, the desk's answers, the customer's word whether it is solved, imports."""
