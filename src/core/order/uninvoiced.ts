/** From so many days on what waits for its invoice is called old. */
export const OLD_DAYS = 30

/**
 * What is left of an order that was billed is a tail up to this share of it (rounding, freight, discounts):
 * counted apart, so that the list is of what somebody forgot.
 */
export const TAIL_PERCENT = 2
