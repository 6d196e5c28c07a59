-- Asked only when a source that was late delivers, and then once; kept up with every state that is written. Without it a
-- night of many states is a tenth shorter, and that question reads the organisation's states: tens of milliseconds.
drop index watch_state_watching;
