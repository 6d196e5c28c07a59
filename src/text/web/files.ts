/** Words of files that hang on a record. */
export const filesText = {
  zh: {
    title: '附件',
    none: '还没有附件。',
    none_contract: '还没有附件。对方文本、盖章扫描件放在这里，文件名也能搜到。',
    add: '上传附件',
    addHint: '20 MB 以内，不收可执行文件',
    by: '{name} {at}',
    remove: '移除 {name}',
    removeTitle: '移除附件？',
    removeText: '文件从这条记录上拿下来，痕迹和内容仍保留。',
    removeOk: '移除',
  },
  en: {
    title: 'Files',
    none: 'No files yet.',
    none_contract:
      'No files yet. The customer’s paper and signed scans belong here; their names can be searched.',
    add: 'Add a file',
    addHint: '20 MB at most, no programs',
    by: '{name} {at}',
    remove: 'Remove {name}',
    removeTitle: 'Remove this file?',
    removeText: 'It leaves this record; trace and content are kept.',
    removeOk: 'Remove',
  },
} as const
