-- Since when, and why, nothing is granted and strays are only reported; null while that is not so.
alter table granting add column observing_since timestamp(6) with time zone;
alter table granting add column observing_why varchar(255);
