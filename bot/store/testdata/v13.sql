SELECT 1; -- nothing has been ruled on yet
