/** Why a contact gets no mail from here, in the codes of the sentences that say so; null: it may. */
export function mailRefusal(contact: {
  email: string | null
  noMail: boolean
}): 'mail_no_address' | 'mail_unwanted' | null {
  if (contact.noMail) return 'mail_unwanted'
  return contact.email ? null : 'mail_no_address'
}

/**
 * A mail address as evidence shows it: whose it is can be recognised, it cannot be used:
 * `z***@corp.example`.
 */
export function maskAddress(address: string): string {
  const sign = address.lastIndexOf('@')
  if (sign < 1) return '***'
  return `${[...address][0]}***${address.slice(sign)}`
}
