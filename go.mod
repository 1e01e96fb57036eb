module gotriage

go 1.26
