SELECT 1; -- nothing has been corrected yet
