/** Words of names that stand in phone cells of an import. */
export const importPhonesText = {
  zh: {
    title: '电话格里的姓名',
    note: '号码照常导入；姓名确认后才成为联系人，不确认的不会导入。',
    take: '导入为联系人',
    ignore: '只要号码',
    more: '还有 {n} 个',
  },
  en: {
    title: 'Names in phone cells',
    note: 'The numbers are imported; a name becomes a contact only once you say so.',
    take: 'Import as contacts',
    ignore: 'Numbers only',
    more: '{n} more',
  },
} as const
