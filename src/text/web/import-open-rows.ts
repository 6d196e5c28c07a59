/** What the rows of a file leave open and only a person can say, with the answers. */
export const openRowsText = {
  zh: {
    q_remark_payments: '备注里好像写着回款（例如“3/15回5万”），要当作回款导入吗？',
    q_overpaid: '有些行的回款超过了应收金额。超出的部分记为该客户的预收款吗？',
    o_advance: '记为预收（以后可核销别的应收）',
    o_refuse: '不导入这些行，退回修改',
    q_phone_names: '电话格里还写着姓名（例如“13800138000 王工”）。姓名要导入为客户的联系人吗？',
  },
  en: {
    q_remark_payments: 'Some remarks seem to mention payments (“3/15回5万”). Import them as payments?',
    q_overpaid: 'Some rows are paid beyond their amount. Keep the surplus as an advance of the customer?',
    o_advance: 'Keep it as an advance, to be set against other invoices',
    o_refuse: 'Send these rows back',
    q_phone_names: 'Some phone cells name a person too. Import the names as contacts of the customers?',
  },
} as const
