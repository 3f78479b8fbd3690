/** Names nobody has and somebody will send: each would do something if a screen took it for more than text. */
export const naughtyNames: readonly string[] = [
  '<script>window.tripped=1</script>',
  '<img src=x onerror="window.tripped=1">',
  '"><svg/onload=window.tripped=1>',
  "'; drop table patient; --",
  '{{constructor.constructor("window.tripped=1")()}}',
  '$' + '{window.tripped=1}', // in one piece, the linter takes it for a slip
  'javascript:window.tripped=1//',
  '&lt;b&gt;&amp;quot;',
  '%s %n %x {0} {name}',
  'O’Brien-Ñandú | ^ ~ & \\',
  'مُحَمَّد بن عبد الله',
  '\u202Etxet desrever',
  '👩‍👩‍👧‍👦 🏳️‍🌈',
  'Ｆｕｌｌｗｉｄｔｈ ﷽',
  'Z̷̢͉͠a̵̛̱l̸̝̈g̶̭̀o̵͕̊',
  '=cmd|"/c calc"!A1',
  'null',
  `A${'a'.repeat(198)}`,
]
