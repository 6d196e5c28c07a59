import { listNotices } from '../../api/notify.ts'
import { saveLanguage } from '../../api/session.ts'
import { useSend } from '../api.ts'
import { type Language, useLanguage } from '../ui/language.tsx'

/** Another language on this device at once, and from now on in what is sent to this person. */
export function useChooseLanguage(): (next: Language) => void {
  const { setLanguage } = useLanguage()
  const save = useSend(saveLanguage, { refresh: [listNotices] })
  return (next) => {
    setLanguage(next)
    save.mutate({ body: { locale: next === 'en' ? 'en' : 'zh-CN' } })
  }
}
