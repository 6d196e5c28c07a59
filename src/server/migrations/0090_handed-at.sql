-- Whoever gets an alert that another person had, by absence, departure or by hand, has the whole time of the
-- ladder from then on: until now the next rung was counted from the opening and could be due at once.
alter table alert add column handed_at timestamptz(3);
comment on column alert.handed_at is 'when somebody else last got it other than by the ladder; its rungs count from then';
