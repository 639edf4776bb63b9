SELECT 1; -- no question or reply is kept yet
