SELECT 1; -- no draft waits
