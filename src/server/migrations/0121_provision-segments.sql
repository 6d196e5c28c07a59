-- A provision matrix apart for customers that lose differently, by the grade or the city they had at the beginning of each period.
alter table provision_rates
  add column segment text not null default 'none' check (segment in ('none', 'grade', 'city'));
