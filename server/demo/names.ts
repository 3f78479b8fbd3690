/** Who comes to the demo: invented people. Families and given names of many origins are drawn apart, on purpose. */
import type { Sex, SexRule } from '../../schema/terms.ts'
import type { Role } from './layout.ts'
import { between, chance, pick, type Random } from './random.ts'

export interface Person {
  family: string
  given: string
  birth_date: string
  sex: Sex
  privacy: 'normal' | 'hidden'
}

const FAMILIES =
  `Abara Adeyemi Ahlberg Aldous Amin Andrade Arkwright Asante Ashdown Balogun Banerjee Barlowe Bassi
Beckwith Benedek Bhatt Blackmoor Boateng Brankovic Byrne Cadwallader Calloway Carrow Castellano Chaudhry Chikezie
Clegg Coyle Crabtree Dabrowski Danso Darlow Demir Devereux Dhillon Doherty Drummond Eastgate Ekwueme Elphick Eriksen
Fairclough Farouk Fennimore Ferreira Fitzhugh Forde Gallowey Ganesan Garrick Georgiou Gwynne Hadley Haddad Hakimi
Halloran Hargreave Hosseini Ibekwe Ingleby Iqbal Ivanova Jankowska Jarrah Jellicoe Kamara Kapoor Kaplinsky Keogh
Kerslake Khatun Kowalczyk Kumarasinghe Lacey Lindqvist Llewelyn Lovelock Lund Macrae Mahmood Marchetti Mbeki Medlock
Mensah Mistry Moradi Murtagh Nakamura Nguyen Nkemelu Novak Oakden Obuya Okonjo Olufemi Onslow Ortega Papadaki Parekh
Pascoe Pemberley Petrova Pham Popescu Quayle Rahimi Ramanathan Rasool Redfern Rosendahl Rourke Saldanha Sandhu
Sangster Serrano Shadwell Siddiqui Sorensen Stavrou Szabo Tamworth Tavares Tembo Thackery Tregenza Tsang Uddin
Underhay Valente Varga Venkatesan Wadlow Weatherby Wickremasinghe Winterbourne Wojcik Yardley Yilmaz Zaman Zielinska`.split(
    /\s+/,
  )
const FEMALE =
  `Abena Adaeze Agnieszka Aisha Amara Anneliese Anushka Beatrix Bronwen Camila Chidinma Clementine Dorota
Edith Eilidh Elif Esme Farida Fatima Freya Gwendolen Hana Harriet Ifeoma Ingrid Iris Joan Jyoti Katarzyna Lakshmi
Leila Linh Lucia Mabel Magda Margery Marisol Maryam Mei Mireille Nadia Nasrin Nerys Noor Olive Oluchi Parveen Pilar
Priya Rosalind Ruth Safiya Samira Saoirse Sunita Sylvie Tamsin Thandiwe Ursula Winifred Yasmin Yetunde Zofia Zsofia`.split(
    /\s+/,
  )
const MALE =
  `Ademola Aidan Alasdair Alfie Amir Anselm Arjun Arthur Bilal Bogdan Callum Cedric Chinedu Ciaran Dafydd
Dimitri Edmund Emeka Emrys Enzo Farhan Felix Femi Gareth Giorgio Gopal Hamish Hasan Hideo Horace Ibrahim Idris Imran
Jakub Jasper Kareem Kofi Kwame Laszlo Leon Lewin Manoj Marek Mehmet Minh Musa Nikhil Osman Owain Pavel Percival Quang
Rafael Rajan Ravi Rhys Rohan Sami Sanjay Sipho Stanley Tariq Tomasz Tunde Victor Walter Wilfred Yusuf Zoltan`.split(
    /\s+/,
  )

/** How old the patients of a unit are [years]. */
const AGES: Record<Role, readonly [low: number, high: number]> = {
  ed: [16, 94],
  assessment: [24, 96],
  medical: [42, 98],
  surgical: [18, 90],
  orthopaedic: [22, 95],
  icu: [20, 88],
  hdu: [20, 90],
  children: [0, 16],
  maternity: [17, 44],
  neonatal: [0, 0],
  day: [18, 85],
}
const YEAR_MS = 365.25 * 86_400_000

/**
 * Somebody who might come to such a unit. One ED patient in five is a child; one in fifty wishes that nobody be told.
 * @param at when they come [ms]
 * @param rule of the bed they are to lie in
 */
export function somebody(role: Role, at: number, random: Random, rule: SexRule = 'any'): Person {
  const female = chance(random, 0.51)
  const sex = rule !== 'any' ? rule : role === 'maternity' || female ? 'female' : 'male'
  const [low, high] = role === 'ed' && chance(random, 0.2) ? [0, 16] : AGES[role]
  const age = role === 'neonatal' ? between(random, 0, 6) / 365 : between(random, low, high)
  return {
    family: pick(random, FAMILIES),
    given: role === 'neonatal' ? 'Baby' : pick(random, sex === 'female' ? FEMALE : MALE),
    birth_date: new Date(at - age * YEAR_MS).toISOString().slice(0, 10),
    sex,
    privacy: chance(random, 0.02) ? 'hidden' : 'normal',
  }
}

/** Whole and broken years since birth; an adult when nobody knows. */
export const ageOf = (birth_date: string | null, now: number): number =>
  birth_date === null ? 40 : (now - Date.parse(birth_date)) / YEAR_MS
