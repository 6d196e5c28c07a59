import { useLanguage } from '../../ui/language.tsx'

export function useStageName(): (stage: { name: string; nameEn: string }) => string {
  const { language } = useLanguage()
  return (stage) => (language === 'en' ? stage.nameEn || stage.name : stage.name)
}
