/**
 * Codes that only the page itself can meet; everything the server refuses has its sentence in
 * text/errors.
 */
export const refusalText = {
  zh: {
    offline: '连不上服务器。请检查网络，您填写的内容还在。',
    unreadable_reply: '服务器的回答无法读取，请稍后重试。',
  },
  en: {
    offline: 'The server cannot be reached. Check the network; what you typed is still here.',
    unreadable_reply: 'The reply of the server could not be read. Please try again.',
  },
} as const
