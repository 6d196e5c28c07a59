-- A new organisation is unknown to the planner's statistics: it expects one row where an import has just put thousands,
-- and joins them by comparing all with all (measured: 30 of 80 seconds). The runtime role may therefore refresh the
-- statistics of the tables an import fills. MAINTAIN (PostgreSQL 17) allows that and no look at any row.
grant maintain on customer, customer_period, customer_state, contact, deal, stage_change, activity, invoice, instalment,
  payment, allocation, target to bellwether_app;
