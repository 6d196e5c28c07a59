/** Words of photos, voice notes and business cards on a follow-up. */
export const activityFilesText = {
  zh: {
    photo: '拍照',
    voice: '录音',
    card: '名片/图片',
    remove: '去掉 {name}',
    tooLarge: '{name} 太大，最大 {mb} MB：请缩短录音，或降低照片分辨率。',
    tooMany: '一条跟进最多 {n} 个附件。',
    notSent: '跟进已保存，{n} 个附件没传上去：{why} 信号好时再点“重传附件”。',
    retry: '重传附件',
    leave: '不传了',
  },
  en: {
    photo: 'Photo',
    voice: 'Voice note',
    card: 'Card / picture',
    remove: 'Remove {name}',
    tooLarge: '{name} is too large, at most {mb} MB: make the note shorter or the picture smaller.',
    tooMany: 'At most {n} attachments on one follow-up.',
    notSent:
      'The follow-up is saved; {n|attachment|attachments} did not get through: {why} Send again when the line is better.',
    retry: 'Send attachments again',
    leave: 'Leave them out',
  },
} as const
