-- fund: books deposits, each once, and how far was searched for them.
--
-- KEYS[1]  root of the books; besides what books.lua names:
--   <root>:funding  hash  wallet; opened: the block whose balance the books began with; searched: the
--                         last block searched, which only ever grows
--   <root>:deposit  set   ids of all deposits that were booked; 'hand:<transaction>' of operators
-- ARGV[1]  JSON array of objects of strings: id, amount (micro-dollars), transaction, block, sender
-- ARGV[2]  first block searched
-- ARGV[3]  last block searched
--
-- Answers, in the order tried:
--   not_open
--   gap         between what was searched before and the first block
--   done, micro-dollars booked now
--
-- After: every deposit above the opening block is booked, by this run or an earlier one.

local opened, searched = unpack(redis.call('HMGET', key('funding'), 'opened', 'searched'))
if not opened then
  return { 'not_open' }
end
if tonumber(ARGV[2]) > tonumber(searched) + 1 then
  return { 'gap' }
end
local deposits = cjson.decode(ARGV[1])

-- From here it must succeed.
local booked = 0
for _, deposit in ipairs(deposits) do
  local isOurs = tonumber(deposit.amount) > 0 and tonumber(deposit.block) > tonumber(opened)
    and redis.call('SISMEMBER', key('deposit'), 'hand:' .. deposit.transaction) == 0
  if isOurs and redis.call('SADD', key('deposit'), deposit.id) == 1 then
    booked = booked + tonumber(deposit.amount)
    post('funding', 'treasury', deposit.amount, 'step', 'fund', 'deposit', deposit.id,
      'transaction', deposit.transaction, 'block', deposit.block, 'sender', deposit.sender)
  end
end
if tonumber(ARGV[3]) > tonumber(searched) then
  redis.call('HSET', key('funding'), 'searched', ARGV[3])
end
return { 'done', whole(booked) }
