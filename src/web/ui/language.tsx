import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from 'react'

export type Language = 'zh' | 'en'
/** One area's words: the same keys in both languages, `{name}` marks a value to fill in. */
export type Text<K extends string = string> = { zh: Record<K, string>; en: Record<K, string> }
export type Fill = Record<string, string | number>

const KEPT_UNDER = 'bellwether.language'

/** The language on the screen, for pure functions that draw numbers; components re-render by the context. */
let shown: Language = readKept()

export function shownLanguage(): Language {
  return shown
}

/** What stands between the parts of a list: `names.join(listMark())`. */
export function listMark(): string {
  return shown === 'zh' ? '、' : ', '
}

const LanguageContext = createContext<{ language: Language; setLanguage: (next: Language) => void }>({
  language: 'zh',
  setLanguage: () => undefined,
})

/** Chinese first; the choice is the person's own and stays on the device. */
export function LanguageProvider({ children }: { children: ReactNode }) {
  const [language, setState] = useState<Language>(shown)
  useEffect(() => {
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
    try {
      localStorage.setItem(KEPT_UNDER, language)
    } catch {
      // A browser that keeps nothing still works; the choice then lasts until the tab closes.
    }
  }, [language])
  const value = useMemo(() => {
    const setLanguage = (next: Language) => {
      shown = next
      setState(next)
    }
    return { language, setLanguage }
  }, [language])
  return <LanguageContext value={value}>{children}</LanguageContext>
}

export function useLanguage() {
  return useContext(LanguageContext)
}

/** `const t = useText(alertsText)` then `t('title', { count: 3 })`; keys are checked by the compiler. */
export function useText<K extends string>(text: Text<K>): (key: K, fill?: Fill) => string {
  const { language } = useLanguage()
  return useCallback((key, fill) => fillIn(text[language][key], fill), [language, text])
}

/**
 * The sentence of a code that came from the server, or the fallback when this page does not know the code.
 */
export function useCodeText<K extends string>(
  text: Text<K>,
): (code: string, fill?: Fill) => string | undefined {
  const { language } = useLanguage()
  return useCallback(
    (code, fill) => {
      const sentence = (text[language] as Record<string, string | undefined>)[code]
      return sentence === undefined ? undefined : fillIn(sentence, fill)
    },
    [language, text],
  )
}

/** For data that carries both languages itself, such as a rule's title. */
export function useBoth(): (both: { zh: string; en: string }) => string {
  const { language } = useLanguage()
  return useCallback((both) => both[language] || both.zh, [language])
}

/** `{n}`, or `{n|alert|alerts}` where the English word depends on the number. */
const HOLE = /\{(\w+)(?:\|([^|}]*)\|([^}]*))?\}/g

function fillIn(sentence: string, fill?: Fill): string {
  if (!fill) return sentence
  return sentence.replace(HOLE, (hole, name: string, one?: string, many?: string) => {
    const value = fill[name]
    if (value === undefined) return hole
    return one === undefined ? String(value) : `${value} ${Number(value) === 1 ? one : many}`
  })
}

function readKept(): Language {
  try {
    return localStorage.getItem(KEPT_UNDER) === 'en' ? 'en' : 'zh'
  } catch {
    return 'zh'
  }
}
