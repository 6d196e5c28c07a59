import { useLanguage } from '../ui/language.tsx'

/** "USD 美元": the code that documents carry, and what people call it. */
export function useCurrencyName(): (code: string) => string {
  const { language } = useLanguage()
  const names = new Intl.DisplayNames([language === 'zh' ? 'zh-CN' : 'en'], { type: 'currency' })
  return (code) => `${code} ${names.of(code) ?? ''}`.trim()
}
