UPDATE settings SET no_corrections = 1;
