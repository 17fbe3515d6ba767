"""The graduation screen: the path, how families stand, businesses, programmes, speakers."""
