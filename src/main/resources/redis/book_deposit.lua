-- book_deposit: books what an operator says came into the wallet, each transaction once.
--
-- KEYS[1]  root of the books; fund.lua tells the keys of funding. An operator's deposit is
--          'hand:<transaction>' in <root>:deposit
-- ARGV[1]  amount, micro-dollars
-- ARGV[2]  transaction
-- ARGV[3]  by whom
-- ARGV[4]  reason, for people
--
-- Answers, in the order tried:
--   already_booked   by an operator, or by the search of the chain
--   done

for _, id in ipairs(redis.call('SMEMBERS', key('deposit'))) do
  if id == 'hand:' .. ARGV[2] or string.sub(id, 1, #ARGV[2] + 1) == ARGV[2] .. '-' then
    return 'already_booked'
  end
end
if not string.match(ARGV[1], '^[1-9]%d*$') or #ARGV[1] > 16 then
  return redis.error_reply('ERR an amount is positive whole micro-dollars')
end

-- From here it must succeed.
redis.call('SADD', key('deposit'), 'hand:' .. ARGV[2])
post('funding', 'treasury', ARGV[1], 'step', 'fund', 'deposit', 'hand:' .. ARGV[2], 'transaction', ARGV[2],
  'by', ARGV[3], 'reason', ARGV[4])
return 'done'
