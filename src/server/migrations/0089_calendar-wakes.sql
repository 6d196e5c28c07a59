-- Whoever corrects a holiday corrects what counts working days: ages, deadlines, sources that are late. All that
-- sleeps until an instant of the old calendar, waits or stands is looked at again at once, whatever path wrote.
create function wake_by_calendar() returns trigger language plpgsql as $$
begin
  update watch_state s set wake_at = coalesce(app_tick(), clock_timestamp())
  where s.org_id in (select distinct c.org_id from changed c)
    and (s.wake_at > coalesce(app_tick(), clock_timestamp())
      or (s.wake_at is null and s.state ->> 'phase' in ('withheld', 'open', 'standing')));
  return null;
end $$;
create trigger wake_by_calendar after insert on calendar_year referencing new table as changed
  for each statement execute function wake_by_calendar();
create trigger wake_by_calendar_again after update on calendar_year referencing new table as changed
  for each statement execute function wake_by_calendar();
