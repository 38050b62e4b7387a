"""What is known of the pages behind links: whether they answer, and what a preview card of them shows."""
