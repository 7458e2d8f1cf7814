-- What is written waits in a list until it is sorted into the index, by whoever fills the list, and every search reads
-- the list. At the usual 4 MB a writer stood still for a third of a second, and all others of the company behind it.
ALTER INDEX "clients_search_idx" SET (gin_pending_list_limit = 256);
