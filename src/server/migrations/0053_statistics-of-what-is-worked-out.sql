-- Who fills a company with years of history tells the planner about it at once: what is worked out from the
-- facts (alerts, states, versions) is asked for before the database has looked at it by itself.
grant maintain on record_version, event, alert, alert_step, watch_state, task, notice, custom_value, app_user, user_role to bellwether_app;
