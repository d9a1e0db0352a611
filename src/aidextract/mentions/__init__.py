"""What a text names, and where: money, numbers, quantities and dates on characters; parties and items on a Doc."""
