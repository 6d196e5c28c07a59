-- What an alert has at risk moves on while it is open: customers pay, more becomes due. `money_fen` stays what was
-- found when it opened or worsened, `money_now_fen` is what there is at the last look, and `at_risk_fen` is what lists
-- are sorted and added up by. What was at risk on a past day is in the versions of the alert.
alter table alert add column money_now_fen bigint;
alter table alert add column at_risk_fen bigint not null
  generated always as (case when resolved_at is null then coalesce(money_now_fen, money_fen) else money_fen end) stored;
comment on column alert.money_now_fen is 'null: not looked at again since it was found';
drop index alert_worklist;
create index alert_worklist on alert (org_id, status, at_risk_fen desc);

alter table watch_cursor add column money_on date;
comment on column watch_cursor.money_on is 'the day on which the money of all open alerts was last looked at; null: it is due';
