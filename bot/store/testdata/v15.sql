SELECT 1; -- nothing is kept that a guild's settings depend on
