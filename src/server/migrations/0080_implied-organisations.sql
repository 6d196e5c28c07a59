-- An invoice or a payment stands with a customer of its own organisation, and the customer with the organisation:
-- the key (org_id, customer_id) holds what these two checked once more for every row of an import.
alter table invoice drop constraint invoice_org_id_fkey;
alter table payment drop constraint payment_org_id_fkey;
