/**
 * Refusals of mail to a customer and of what it answers to a statement (C092): what stands in the way and
 * what to do.
 */
export const MAIL_SENTENCES: Record<string, { zh: string; en: string }> = {
  answer_before_statement: {
    zh: '答复日期不能早于对账单截止日。',
    en: 'The answer cannot come before the last day of the statement.',
  },
  answer_needs_figure: {
    zh: '对不上时请填写对方账面余额。',
    en: 'Where it differs, fill in the balance in the customer’s books.',
  },
  answer_same_figure: {
    zh: '对方余额和我方期末余额相同，请选“对上了”。',
    en: 'Both balances are the same: choose “agrees”.',
  },
  mail_no_channel: {
    zh: '还没有可用的发件邮箱。请管理员在“设置 → 通知渠道”里配置邮箱（SMTP）。',
    en: 'No mailbox is set up to send from. Ask an administrator to add one under Settings → Channels (SMTP).',
  },
  mail_no_receiver: {
    zh: '这个客户没有能收邮件的联系人。请先给联系人填上邮箱。',
    en: 'No contact of this customer can get mail. Fill in the mail address of a contact first.',
  },
  mail_no_address: {
    zh: '{name} 没有填邮箱，请换一位联系人或补上邮箱。',
    en: '{name} has no mail address. Choose another contact or add the address.',
  },
  mail_unwanted: {
    zh: '{name} 不接收我们的邮件，请换一位联系人。',
    en: '{name} wants no mail from us. Choose another contact.',
  },
  mail_not_for_lawyer: {
    zh: '律师函是草稿，由律师署名盖章后寄出，不能从这里发邮件。',
    en: 'The lawyer’s letter is a draft; a lawyer signs and sends it. It cannot be mailed from here.',
  },
  mail_send_anew: {
    zh: '发给客户的邮件不从发件箱重发：请到该客户的催收或对账单页重新发送，内容按现在的欠款。',
    en: 'Mail to a customer is not sent again from here: send it anew from its dunning or statement, as things stand now.',
  },
  mail_sent_as_it_is: {
    zh: '邮件已经发出，附件不能再增减。',
    en: 'The mail has been sent; its attachments stay as they are.',
  },
}
