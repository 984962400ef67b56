"""What search learns from being used: what was asked, found, opened, and what happened next. It follows nobody."""
