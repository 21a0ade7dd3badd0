DROP TABLE heard;
