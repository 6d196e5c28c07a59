-- What is open and has nobody further up to hear of it was never looked at again. From now on it is; what has
-- waited until today begins in a week, so that an update does not tell everybody everything at once.
update alert set escalate_at = now() + interval '7 days'
  where resolved_at is null and escalate_at is null and inhibited_since is null and mode = 'on';
