"""Maps and charts as inline SVG, made on the server."""
