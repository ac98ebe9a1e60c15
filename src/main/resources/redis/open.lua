-- open: begins the books with what the wallet had after a safe block.
--
-- KEYS[1]  root of the books; fund.lua and reconcile.lua tell the keys of funding
-- ARGV[1]  balance, micro-dollars
-- ARGV[2]  block
-- ARGV[3]  address of the wallet
--
-- Answers, in the order tried:
--   already_open
--   done, micro-dollars booked: zero, too, where funding was booked before, which the balance contains
--
-- After: what comes in above the block is found by searching.

if redis.call('EXISTS', key('funding')) == 1 then
  return { 'already_open' }
end
local isFunded = tonumber(redis.call('HGET', key('balance'), 'funding') or '0') ~= 0
local amount = isFunded and '0' or ARGV[1]

-- From here it must succeed.
redis.call('HSET', key('funding'), 'wallet', ARGV[3], 'opened', ARGV[2], 'searched', ARGV[2],
  'departed', ARGV[2], 'opening', amount)
if isFunded then
  redis.call('HSET', key('funding'), 'byHand', '1')
end
if tonumber(amount) > 0 then
  post('funding', 'treasury', amount, 'step', 'open', 'block', ARGV[2], 'wallet', ARGV[3])
end
return { 'done', amount }
