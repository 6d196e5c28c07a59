-- An import that brings history along marks its subjects as such: what its rows put beyond a line was so
-- before anybody watched. It belongs into the check-up and opens no alert; only what crosses a line later does.
alter table watch_dirty add column standing boolean not null default false;
-- Up to which instant history was brought along; nothing opens for what already held then.
alter table watch_cursor add column standing_to timestamptz(3);
