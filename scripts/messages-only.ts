import type { Plugin } from 'vite'

const APP = /[\\/]antd[\\/]es[\\/]app[\\/]App\.js$/
const UNUSED = /[\\/]use(?:Modal|Notification)$/
const NOTHING = '\0no-dialogs'

/**
 * antd's `App` hands out messages, dialogs and pop-ups alike, so that every page would load what draws all
 * three. Pages take their messages there; a dialog is a component that comes when it opens, and the one pop-up
 * has its own (shell/notice-pops.tsx). The other two are left out of the build (decision 0032).
 */
export function messagesOnly(): Plugin {
  return {
    name: 'messages-only',
    apply: 'build',
    enforce: 'pre',
    resolveId(source, importer) {
      return importer && APP.test(importer) && UNUSED.test(source) ? NOTHING : null
    },
    load(id) {
      return id === NOTHING ? 'export default () => [undefined, null]' : null
    },
  }
}
