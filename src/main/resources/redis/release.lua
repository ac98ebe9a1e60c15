-- release: frees the name of a call.
--
-- KEYS[1]  string of the name, as claim.lua tells
-- ARGV[1]  spend id
--
-- Answers, in the order tried: elsewhere, the spend does not have the name (any more); done

local claim = redis.call('GET', KEYS[1])
if not claim or string.match(claim, '^%S+') ~= ARGV[1] then
  return 'elsewhere'
end
redis.call('DEL', KEYS[1])
return 'done'
