/** Figures of what no company-year of the property has; each has tests of its own beside its loader. */
export const UNFED: readonly string[] = [
  ...['change_done_days', 'change_unconfirmed_days', 'changes_outside_fen'].map((id) => `contract.${id}`),
  ...['contract_billed_bp', 'obligations_overdue', 'used_unapproved'].map((id) => `contract.${id}`),
  ...['cover_days_left', 'credit_grade', 'document_days_left', 'grade_fell'].map((id) => `customer.${id}`),
  ...['register_capital_cut', 'register_dishonest', 'register_ended'].map((id) => `customer.${id}`),
  ...['register_enforced', 'register_moved', 'register_new_rep', 'returned_notes_bp'].map(
    (id) => `customer.${id}`,
  ),
  ...['same_party'].map((id) => `customer.${id}`),
  ...['unaccepted_days'].map((id) => `instalment.${id}`),
  ...['order_price_beyond', 'order_price_off_bp', 'order_quantity_off_bp'].map((id) => `order.${id}`),
  ...['unsigned_notes'].map((id) => `order.${id}`),
  ...['bad_debt_bp', 'cash_shortfall_fen', 'contract_violation_bp', 'drill_age_days'].map(
    (id) => `org.${id}`,
  ),
  ...['lost_to_competitor_90d', 'order_error_bp', 'order_retro_bp', 'quiet_invoice'].map((id) => `org.${id}`),
  ...['quiet_deal', 'quiet_order', 'quiet_payment', 'quiet_quote', 'quote_discount_90d'].map(
    (id) => `org.${id}`,
  ),
  ...['slowing_customers', 'slowing_fen', 'slowing_share_bp'].map((id) => `org.${id}`),
  ...['order_error_bp'].map((id) => `rep.${id}`),
  ...['order_error_bp'].map((id) => `team.${id}`),
]
