-- sums.lua: what the rows of spends come to, kept up with every row, so that nobody has to read ten
-- million of them. Put between counting.lua and each script that spends.
--
--   <root>:sum:<month>          '<account> <what>': micro-dollars
--   <root>:sum:<month>:<team>   '<quarter> <account> <what>' likewise
-- and, with '#' in front, how many rows. The account is the one to which the row moved the money, the
-- quarter that in which it did; of a settlement that was taken back it is 'corrected:<team>'.

local function sumUp(spend, account)
  local all, what = key('sum:' .. thisMonth), account .. ' ' .. spend.what
  redis.call('HINCRBY', all, what, spend.amount)
  redis.call('HINCRBY', all, '#' .. what, '1')
  local ofTeam = all .. ':' .. spend.team
  what = thisQuarter .. ' ' .. what
  redis.call('HINCRBY', ofTeam, what, spend.amount)
  redis.call('HINCRBY', ofTeam, '#' .. what, '1')
end
